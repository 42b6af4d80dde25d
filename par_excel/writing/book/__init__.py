"""What all workbooks share: cells, protection, styles, heights of rows, the package itself."""
