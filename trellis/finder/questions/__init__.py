"""What was asked: places, times and words, read from an address or from what somebody typed."""
