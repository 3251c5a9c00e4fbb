"""The assessment as one self-contained HTML file, for screen, phone and paper."""

MARK = '<meta name="generator" content="sequela.report/1">'
"""What a report says of itself near its beginning; only a file that says so is ever overwritten."""
