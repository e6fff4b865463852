"""Pictures (图片): of the work, on cards to share, codes for a camera."""
