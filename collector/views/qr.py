"""Codes for a phone's camera (二维码), as a picture that stands in the page itself."""

import segno


def code_of(text: str, scale: int = 6) -> str:
    """The address of a picture of the code; `scale` is how wide one of its squares is."""
    return segno.make_qr(text, error="m").png_data_uri(scale=scale, border=4)
