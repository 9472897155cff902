"""The answer of `recall`: a schema of a user's own, made of llmx's blocks."""

from typing import Literal

from pydantic import Field

from llmx.fields import Block, Cited, Number, Statement, Verbatim


class Quantity(Cited):
    what: Literal["units_sold", "units_withdrawn", "reports", "injured", "other"]
    min: Number | None
    max: Number | None
    text_src: Verbatim = Field(description="as printed, hedge included")


class Answer(Block):
    product: Statement
    product_src: Verbatim = Field(description="the product's name as printed")
    hazard: Statement
    remedy: Statement = Field(description="what a buyer is to do")
    lots: list[Verbatim]
    counts: list[Quantity]
    contact: Verbatim | None
