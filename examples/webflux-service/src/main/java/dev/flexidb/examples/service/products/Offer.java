package dev.flexidb.examples.service.products;

import dev.flexidb.examples.service.web.Text;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/** What a product is to be from now on. */
record Offer(
    @NotBlank
        @Size(max = 100)
        @Pattern(regexp = Text.ONE_LINE, message = Text.HAS_TO_BE_ONE_LINE)
        @Schema(example = "Teapot")
        String name,
    @PositiveOrZero @Max(1_000_000_000) @Schema(example = "2900") long priceCents,
    @PositiveOrZero @Schema(example = "12") int stock) {}
