"""python -m welllog_mdn"""

from welllog_mdn.cli import main

if __name__ == "__main__":
    main()
