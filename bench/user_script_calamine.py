"""The same script with pandas' calamine engine, which reads in Rust: one argument of `pandas.read_excel` is another.

What it does not do is what the other one does not; besides, calamine cannot tell an error value or a formula that was
never computed from an empty cell.
"""

from bench.user_script_openpyxl import Engine, main

ENGINE: Engine = "calamine"

if __name__ == "__main__":
    main(ENGINE)
