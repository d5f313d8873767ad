"""The dashboard: streamlit run dashboard.py -- --results DIR."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from pipeline.errors import ParallaxError
from pipeline.ui import PAGES, components, page, state
from pipeline.ui.headers import Headers


def main() -> None:
    """Show the page that the address names, or what to do where no results are stored."""
    st.set_page_config(page_title="Parallax", layout="wide")
    components.frame()
    shown = st.navigation([page(name) for name in PAGES], position="top")
    try:
        components.notice(state.current_run())
        shown.run()
    except ParallaxError as error:
        components.failure(error, state.results_folder)


if __name__ == "__main__":  # Streamlit runs this file for each view,
    main()
else:  # and imports it once for the server.
    app = st.App(__file__, middleware=[Middleware(Headers)])
