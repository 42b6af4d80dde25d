"""`python -m par_excel` does what the command `par-excel` does."""

from par_excel.cli import main

if __name__ == "__main__":
    main()
