"""What OWASP ASVS 5.0 asks for, tried on the whole site: docs/security-requirements.md lists which is met by what."""
