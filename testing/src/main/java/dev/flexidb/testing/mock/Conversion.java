package dev.flexidb.testing.mock;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Values of rows in the types that are asked for, as far as drivers convert them as well. */
final class Conversion {

  private Conversion() {}

  static <T> @Nullable T to(Class<T> type, @Nullable Object value, String column) {
    if (value == null) {
      return null;
    }
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    Object converted = boxed.isInstance(value) ? value : converted(boxed, value);
    if (converted == null) {
      throw new IllegalArgumentException(
          "column \"%s\" holds a %s and was asked for as %s; give a value of that type"
              .formatted(column, value.getClass().getName(), type.getName()));
    }
    @SuppressWarnings("unchecked") // A primitive class takes no cast of its own.
    T asked = (T) converted;
    return asked;
  }

  private static @Nullable Object converted(Class<?> type, Object value) {
    if (type == String.class) {
      return value instanceof Number || value instanceof Enum || value instanceof CharSequence
          ? value.toString()
          : null;
    }
    return value instanceof Number number ? number(type, number) : null;
  }

  private static @Nullable Object number(Class<?> type, Number value) {
    BigDecimal exact = new BigDecimal(value.toString());
    if (type == Long.class) {
      return exact.longValueExact();
    }
    if (type == Integer.class) {
      return exact.intValueExact();
    }
    if (type == Short.class) {
      return exact.shortValueExact();
    }
    if (type == Byte.class) {
      return exact.byteValueExact();
    }
    if (type == Double.class) {
      return exact.doubleValue();
    }
    if (type == Float.class) {
      return exact.floatValue();
    }
    if (type == BigInteger.class) {
      return exact.toBigIntegerExact();
    }
    return type == BigDecimal.class ? exact : null;
  }
}
