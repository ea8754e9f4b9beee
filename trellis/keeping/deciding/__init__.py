"""Where moderators decide: their queue, one decision on one screen, several at once, merging and deleting."""
