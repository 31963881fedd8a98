package dev.flexidb.testing.mock;

import static dev.flexidb.testing.mock.Answer.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class CannedRowTest {

  private final MockFlexiDb mock = MockFlexiDb.builder().database("user").build();

  @AfterEach
  void close() {
    mock.close();
  }

  @Test
  void valuesAreGivenInTheTypeThatIsAskedFor() {
    CannedRow row = new CannedRow(row("id", 7, "Name", "Ada", "left", null));
    assertThat(row.get("id", Long.class)).isEqualTo(7L);
    assertThat(row.get(0, int.class)).isEqualTo(7);
    assertThat(row.get(0, BigDecimal.class)).isEqualByComparingTo("7");
    assertThat(row.get("ID", String.class)).isEqualTo("7");
    assertThat(row.get("name")).isEqualTo("Ada");
    assertThat(row.get("left", Long.class)).isNull();
    assertThat(row.getMetadata().contains("name")).isTrue();
  }

  @Test
  void whatADriverWouldRefuseIsRefused() {
    CannedRow row = new CannedRow(row("name", "Ada", "many", 1L << 40));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.get("name", Long.class))
        .withMessage(
            "column \"name\" holds a java.lang.String and was asked for as java.lang.Long; give a"
                + " value of that type");
    assertThatThrownBy(() -> row.get("many", Integer.class))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> row.get("nme"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("there is no column \"nme\"; the row has [name, many]");
    assertThatThrownBy(() -> row.get(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("there is no column 2; the row has [name, many]");
  }

  @Test
  void rowsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row("id"))
        .withMessage("a row is names and values in turn; the last name has no value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row(1, "id"))
        .withMessage("a row is names and values in turn; 1 is no name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answer.rows(row("id", 1), row("name", 2)))
        .withMessage(
            "a row has the columns [name], and the first one [id]; give all rows the same");
  }

  @Test
  void springReadsThemAsMaps() {
    mock.on("user").whenAnything().returns(row("id", 1, "name", "Ada"), row("id", 2, "name", null));
    mock.db()
        .get("user")
        .sql("SELECT * FROM users")
        .fetch()
        .all()
        .as(StepVerifier::create)
        .expectNext(Map.of("id", 1, "name", "Ada"))
        .expectNextMatches(
            row -> Integer.valueOf(2).equals(row.get("id")) && row.get("name") == null)
        .verifyComplete();
  }
}
