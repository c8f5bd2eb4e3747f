"""The server's settings are found where Streamlit looks for them, and are the safe ones."""

import pytest
import streamlit as st


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("client.showErrorDetails", "none"),
        ("client.disableDataExport", True),
        ("client.allowedOrigins", []),
        ("client.toolbarMode", "minimal"),
        ("runner.postScriptGC", False),
        ("server.fileWatcherType", "none"),
        ("server.enableStaticServing", False),
        ("server.enableXsrfProtection", True),
        ("server.maxUploadSize", 20),
        ("server.address", "127.0.0.1"),
        ("browser.gatherUsageStats", False),
        ("theme.light.primaryColor", "#0b6bcb"),
        ("theme.dark.primaryColor", "#4da3ff"),
    ],
)
def test_a_setting_is_the_safe_one(option, value):
    assert st.get_option(option) == value


def test_a_chinese_font_is_named():
    assert "Noto Sans SC" in st.get_option("theme.font")
