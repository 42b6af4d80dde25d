"""The catalogue of a year: copied out of an official document, taken into use, held beside another one."""
