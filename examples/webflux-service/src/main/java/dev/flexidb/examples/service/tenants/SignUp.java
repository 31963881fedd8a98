package dev.flexidb.examples.service.tenants;

import dev.flexidb.examples.service.web.Text;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** What a shop says of itself when it signs up. */
record SignUp(
    @NotNull
        @Pattern(
            regexp = SignUp.ID,
            message = "must be 3 to 40 lower-case letters, digits and underscores, a letter first")
        @Schema(example = "bluebird_books")
        String id,
    @NotBlank
        @Size(max = 100)
        @Pattern(regexp = Text.ONE_LINE, message = Text.HAS_TO_BE_ONE_LINE)
        @Schema(example = "Bluebird Books")
        String name) {

  static final String ID = "[a-z][a-z0-9_]{2,39}";
}
