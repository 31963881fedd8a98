package dev.flexidb.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SchemaNamePropertyTest {

  private static final String FIRST = "abcdefghijklmnopqrstuvwxyz_";
  private static final String REST = FIRST + "0123456789";

  @Property
  void acceptsExactlyWhatItsDefinitionAllows(@ForAll("nearlyNames") String text) {
    assertThat(isAccepted(text)).isEqualTo(isAllowed(text));
  }

  @Property
  void acceptsExactlyWhatItsDefinitionAllowsOfAnyText(@ForAll String text) {
    assertThat(isAccepted(text)).isEqualTo(isAllowed(text));
  }

  @Property
  void keepsTheNameAsGiven(@ForAll("names") String name) {
    assertThat(new SchemaName(name).value()).isEqualTo(name);
  }

  @Property
  void isWrittenAsItsName(@ForAll("names") String name) {
    assertThat(new SchemaName(new SchemaName(name).toString())).isEqualTo(new SchemaName(name));
  }

  @Property
  void differentNamesAreDifferentSchemas(
      @ForAll("names") String first, @ForAll("names") String second) {
    assertThat(new SchemaName(first).equals(new SchemaName(second)))
        .isEqualTo(first.equals(second));
  }

  @Property
  void refusesOneWrongCharacterAnywhere(
      @ForAll("names") String name,
      @ForAll("wrongCharacters") String wrong,
      @ForAll @IntRange(max = 62) int at) {
    int split = Math.min(at, name.length());
    String text = name.substring(0, split) + wrong + name.substring(split);
    assertThat(isAccepted(text)).as(text).isFalse();
  }

  @Property
  void refusesWhatIsTooLong(
      @ForAll("names") String name, @ForAll @IntRange(min = 64, max = 300) int length) {
    String text = name.repeat(length).substring(0, length);
    assertThat(isAccepted(text)).isFalse();
  }

  @Property
  void explainsEveryRefusalInOneLineOfPrintableAscii(@ForAll("nearlyNames") String text) {
    if (!isAllowed(text)) {
      assertThatExceptionOfType(InvalidSchemaNameException.class)
          .isThrownBy(() -> new SchemaName(text))
          .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+").hasSizeLessThan(800));
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Combinators.combine(
            Arbitraries.strings().withChars(FIRST).ofLength(1),
            Arbitraries.strings().withChars(REST).ofMaxLength(62))
        .as(String::concat)
        .filter(SchemaNamePropertyTest::isAllowed);
  }

  @Provide
  Arbitrary<String> nearlyNames() {
    Arbitrary<String> shaped =
        Arbitraries.strings().withChars(REST).ofMinLength(0).ofMaxLength(70).edgeCases(c -> {});
    Arbitrary<String> reservedOrNext =
        Combinators.combine(
                Arbitraries.of("", "_", "x", "7"),
                Arbitraries.of(ReservedSchemas.NAMES),
                Arbitraries.of("", "_", "x", "7"))
            .as((before, reserved, after) -> before + reserved + after);
    Arbitrary<String> prefixed =
        Combinators.combine(
                Arbitraries.of(
                    "pg_", "pg", "mysql_", "mysqlx", "p_g_", "_pg_", "ib_logfile", "ib_log"),
                Arbitraries.strings().withChars(REST).ofMaxLength(64))
            .as(String::concat);
    Arbitrary<String> numbered =
        Combinators.combine(
                Arbitraries.of("ibdata", "ibtmp", "ib", "undo", "undo_", "un_do"),
                Arbitraries.strings().withChars("019_a").ofMaxLength(4))
            .as(String::concat);
    Arbitrary<String> spoiled =
        Combinators.combine(names(), wrongCharacters()).as((name, wrong) -> name + wrong);
    return Arbitraries.oneOf(shaped, reservedOrNext, prefixed, numbered, spoiled);
  }

  @Provide
  Arbitrary<String> wrongCharacters() {
    Arbitrary<String> ascii =
        Arbitraries.chars()
            .range('\0', '\u007f')
            .map(String::valueOf)
            .filter(c -> !REST.contains(c));
    // Kelvin sign, dotless i, dotted I, long s, full-width a and digit, Arabic digit, combining
    // accent, zero-width joiner, soft hyphen, right-to-left override, line separator, emoji, lone
    // halves of a surrogate pair
    Arbitrary<String> twins =
        Arbitraries.of(
            "\u212a",
            "\u0131",
            "\u0130",
            "\u017f",
            "\uff41",
            "\uff11",
            "\u0661",
            "\u0301",
            "\u200d",
            "\u00ad",
            "\u202e",
            "\u2028",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00");
    Arbitrary<String> beyond = Arbitraries.chars().range('\u0080', '\uffff').map(String::valueOf);
    return Arbitraries.oneOf(ascii, twins, beyond);
  }

  private static boolean isAccepted(String text) {
    try {
      new SchemaName(text);
      return true;
    } catch (InvalidSchemaNameException refused) {
      return false;
    }
  }

  /** The form again, by another way than the code under test; {@link SchemaNameTest} has names. */
  private static boolean isAllowed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > 63 || FIRST.indexOf(text.charAt(0)) < 0) {
      return false;
    }
    return text.chars().allMatch(c -> REST.indexOf(c) >= 0) && !ReservedSchemas.contains(text);
  }
}
