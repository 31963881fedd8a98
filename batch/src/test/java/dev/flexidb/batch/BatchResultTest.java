package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchResultTest {

  private final BatchResult result = new BatchResult(values());

  private static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", 42L);
    values.put("names", List.of("ada", "bob"));
    values.put("none", null);
    return values;
  }

  @Test
  void givesAValueAsItsType() {
    assertThat(result.get("count", Long.class)).isEqualTo(42L);
  }

  @Test
  void aPrimitiveTypeStandsForItsBox() {
    assertThat(result.get("count", long.class)).isEqualTo(42L);
  }

  @Test
  void givesAListWithTypedElements() {
    assertThat(result.list("names", String.class)).containsExactly("ada", "bob");
  }

  @Test
  void anotherTypeIsRefusedInOneLine() {
    assertThatThrownBy(() -> result.get("count", Integer.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessage(
            "Operation 'count' gave a java.lang.Long, not a java.lang.Integer: ask for its own type, or map it in the operation");
  }

  @Test
  void anotherPrimitiveTypeIsRefusedInOneLine() {
    assertThatThrownBy(() -> result.get("count", int.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("gave a java.lang.Long, not a java.lang.Integer");
  }

  @Test
  void aListWithAnotherElementTypeIsRefusedInOneLine() {
    assertThatThrownBy(() -> result.list("names", Integer.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageStartingWith("A row of operation 'names' is a java.lang.String, not a");
  }

  @Test
  void aSingleValueIsNoList() {
    assertThatThrownBy(() -> result.list("count", Long.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessage(
            "Operation 'count' gave a java.lang.Long, not a List: use get(..), or return a Flux");
  }

  @Test
  void anEmptyOperationHasNoValueAndTheErrorSaysWhatToDo() {
    assertThatThrownBy(() -> result.get("none"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("'none' completed empty")
        .hasMessageContaining("asMap()")
        .hasMessageContaining("defaultIfEmpty");
  }

  @Test
  void anUnknownLabelIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> result.get("users"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The batch has no operation 'users': its labels are [count, names, none]");
  }

  @Test
  void ofManyLabelsOnlySomeAreNamed() {
    Map<String, Object> many =
        IntStream.range(0, 1_000).boxed().collect(Collectors.toMap(i -> "label" + i, i -> i));
    assertThatThrownBy(() -> new BatchResult(many).get("users"))
        .hasMessageEndingWith(" and 990 more]")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void asMapHasAllLabelsInOrderAndNullForNoValue() {
    assertThat(result.asMap().keySet()).containsExactly("count", "names", "none");
    assertThat(result.asMap()).containsEntry("none", null);
  }

  @Test
  void asMapCannotBeChanged() {
    assertThatThrownBy(() -> result.asMap().put("count", 0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void toStringShowsLabelsAndNoValues() {
    assertThat(result).hasToString("BatchResult[count, names, none]");
  }
}
