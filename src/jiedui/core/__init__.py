"""Pure computation: frames or arrays and a parameter record in, a frozen record out.

Nothing here reads a file, a clock or a setting, and nothing here knows Django.
"""
