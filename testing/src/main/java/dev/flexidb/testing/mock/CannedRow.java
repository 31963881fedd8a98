package dev.flexidb.testing.mock;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.test.MockColumnMetadata;
import io.r2dbc.spi.test.MockRowMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A row that a test gave, read as one of a driver: by index or name, in the type asked for. */
final class CannedRow implements Row {

  private final List<String> names;
  private final List<@Nullable Object> values;

  CannedRow(Map<String, @Nullable Object> columns) {
    this.names = List.copyOf(columns.keySet());
    this.values = new ArrayList<>(columns.values());
  }

  @Override
  public RowMetadata getMetadata() {
    MockRowMetadata.Builder metadata = MockRowMetadata.builder();
    for (int i = 0; i < names.size(); i++) {
      Object value = values.get(i);
      Class<?> type = value == null ? Object.class : value.getClass();
      Parameter typed = value == null ? Parameters.in(type) : Parameters.in(value);
      metadata.columnMetadata(
          MockColumnMetadata.builder()
              .name(names.get(i))
              .javaType(type)
              .type(typed.getType())
              .nativeTypeMetadata(type)
              .build());
    }
    return metadata.build();
  }

  @Override
  public <T> @Nullable T get(int index, Class<T> type) {
    if (index < 0 || index >= names.size()) {
      throw new IndexOutOfBoundsException(
          "there is no column %d; the row has %s".formatted(index, names));
    }
    return Conversion.to(type, values.get(index), names.get(index));
  }

  @Override
  public <T> @Nullable T get(String name, Class<T> type) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return get(i, type);
      }
    }
    throw new NoSuchElementException(
        "there is no column \"%s\"; the row has %s".formatted(name, names));
  }

  @Override
  public String toString() {
    return names + "=" + values;
  }
}
