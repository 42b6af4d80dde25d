"""Parcels: inbox, archives and letters, taken apart until single files lie there.

Takes a folder or the bytes of a parcel; gives `Parcel`s and `Piece`s, each with its path within the parcel, or with why it
could not be taken out.
"""
