package dev.flexidb.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTest {

  /** Line breaks, marks that turn the direction of what follows, and what nobody sees. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        '\n', '\r', '\t', 0, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029,
        0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xd83d
      })
  void whatBreaksOrTurnsALineIsEscaped(int character) {
    assertThat(Quoted.line("a" + (char) character + "b"))
        .isEqualTo("a\\u%04xb".formatted(character));
  }

  @Test
  void whatIsPlainStaysAsItIs() {
    assertThat(Quoted.line("Größe \"x\" 数 😀")).isEqualTo("Größe \"x\" 数 😀");
  }

  @Test
  void whatIsLongIsCut() {
    assertThat(Quoted.line("😀".repeat(81))).isEqualTo("😀".repeat(80) + "…");
  }

  @Test
  void whatIsMissingIsSaidToBe() {
    assertThat(Quoted.line(null)).isEqualTo("null");
    assertThat(Quoted.names(Arrays.asList("a\nb", null))).isEqualTo("\"a\\u000ab\", \"null\"");
  }
}
