package dev.flexidb.examples.service.orders;

import dev.flexidb.examples.service.web.Text;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What a customer wants. */
record NewOrder(
    @NotBlank
        @Size(max = 100)
        @Pattern(regexp = Text.ONE_LINE, message = Text.HAS_TO_BE_ONE_LINE)
        @Schema(example = "Ada")
        String customer,
    @NotEmpty @Size(max = 50) List<@Valid @NotNull Line> lines) {

  /** So many of one product. */
  record Line(
      @NotNull @Pattern(regexp = Text.SKU) @Schema(example = "mug") String sku,
      @Positive @Max(1_000) @Schema(example = "2") int quantity) {}
}
