"""The least a page can be: a table of three rows and one bar chart."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.dataframe(pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]}))
st.plotly_chart(go.Figure(go.Bar(x=["a", "b", "c"], y=[1, 2, 3])))
