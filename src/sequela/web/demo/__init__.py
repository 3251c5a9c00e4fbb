"""The demonstration: a clinic of made-up patients whose records run over two years up to the present day.

`story` reads what happened to whom and when; `fill` lets it happen in the store; `patients/` holds one story each.
"""
