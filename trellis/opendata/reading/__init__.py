"""Reading registered sources again and again: when, how gently, and what each reading found."""
