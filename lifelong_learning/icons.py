"""The portal's own icons: lines on a field of 16 × 16, drawn in the colour of the text beside them."""

ICONS = {
    "search": "M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zm4-1.5 3.5 3.5",
    "sun": "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5"
    "M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3",
    "moon": "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
    "screen": "M1.5 3h13v8h-13zM5.5 14h5M8 11v3",
    "download": "M8 2v8M4.5 6.5 8 10l3.5-3.5M2.5 13.5h11",
    "upload": "M8 10V2M4.5 5.5 8 2l3.5 3.5M2.5 13.5h11",
    "print": "M4.5 6V2h7v4M4.5 11.5h-3V6h13v5.5h-3M4.5 9.5h7v4.5h-7z",
    "table": "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10",
    "chart": "M2 2v12h12M5 11V8M8 11V4M11 11V6",
    "map": "M1.5 3.5 6 2l4 2 4.5-1.5v10L10 14l-4-2-4.5 1.5zM6 2v10M10 4v10",
    "edit": "M2.5 13.5l.7-3L11 2.7l2.3 2.3-7.8 7.8z",
    "history": "M2.5 8a5.5 5.5 0 1 1 1.6 3.9M2.5 4.5V8H6M8 5v3.2l2.2 1.3",
    "question": "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.2A2 2 0 1 1 8 8.5v.8M8 11.2v.6",
    "keyboard": "M1.5 4h13v8h-13zM4 6.5h.5M7.8 6.5h.5M11.5 6.5h.5M5 9.5h6",
    "next": "M6 3l5 5-5 5",
    "previous": "M10 3 5 8l5 5",
    "down": "M3 6l5 5 5-5",
    "plus": "M8 3v10M3 8h10",
    "check": "M2.5 8.5 6.5 12.5 13.5 4",
    "warning": "M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.7v.3",
    "info": "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 7.3v4M8 4.7v.3",
    "stop": "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.7v4M8 11v.3",
    "person": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.3-3 2.5-4.5 5.5-4.5s5.2 1.5 5.5 4.5",
    "leave": "M6.5 2H2.5v12h4M6.5 8h8M11 4.5 14.5 8 11 11.5",
    "lock": "M3 7h10v7H3zM5 7V5a3 3 0 0 1 6 0v2",
    "database": "M8 6c3 0 5-.9 5-2s-2-2-5-2-5 .9-5 2 2 2 5 2z"
    "M3 4v8c0 1.1 2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2 2 5 2s5-.9 5-2",
    "filter": "M2 3h12L9.5 8.5V13l-3 1.5v-6z",
    "calendar": "M2 3.5h12v10.5H2zM2 7h12M5 1.5V5M11 1.5V5",
    "close": "M3.5 3.5l9 9M12.5 3.5l-9 9",
}
"""By name: the path of the stroke."""
