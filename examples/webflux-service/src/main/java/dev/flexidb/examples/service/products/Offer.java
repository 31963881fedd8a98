package dev.flexidb.examples.service.products;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/** What a product is to be from now on. */
record Offer(
    @NotBlank @Size(max = 100) @Schema(example = "Teapot") String name,
    @PositiveOrZero @Schema(example = "2900") long priceCents,
    @PositiveOrZero @Schema(example = "12") int stock) {}
