package dev.flexidb.testing.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import org.junit.platform.commons.support.ReflectionSupport;

/** Instances of classes that an annotation names. */
final class Made {

  private Made() {}

  static <T> T by(Class<T> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new IllegalArgumentException(
          "%s is abstract; name a class that has instances".formatted(type.getName()));
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0) {
        return ReflectionSupport.newInstance(type);
      }
    }
    throw new IllegalArgumentException(
        "%s has no constructor without parameters; give it one, and make it static where it is nested"
            .formatted(type.getName()));
  }
}
