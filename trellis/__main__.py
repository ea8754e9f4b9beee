from trellis.config.cli import main

main()
