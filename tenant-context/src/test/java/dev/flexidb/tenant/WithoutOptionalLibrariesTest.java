package dev.flexidb.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WithoutOptionalLibrariesTest {

  @Test
  void theContextWorksWithReactorAlone() throws Exception {
    try (URLClassLoader loader = withoutContextPropagationAndSlf4j()) {
      assertThat(runIn(loader, InContext.class)).isEqualTo("acme");
    }
  }

  @Test
  void theThreadsTenantWorksWithReactorAlone() throws Exception {
    try (URLClassLoader loader = withoutContextPropagationAndSlf4j()) {
      assertThat(runIn(loader, OnThread.class)).isEqualTo("acme, then none");
    }
  }

  @Test
  void theLibrariesAreReallyMissing() throws Exception {
    try (URLClassLoader loader = withoutContextPropagationAndSlf4j()) {
      for (String name :
          new String[] {"io.micrometer.context.ThreadLocalAccessor", "org.slf4j.MDC"}) {
        assertThatExceptionOfType(ClassNotFoundException.class)
            .isThrownBy(() -> loader.loadClass(name));
      }
    }
  }

  static final class InContext implements Supplier<String> {
    @Override
    public String get() {
      return String.valueOf(
          Seen.inContext().contextCapture().contextWrite(TenantContext.withSchema("acme")).block());
    }
  }

  static final class OnThread implements Supplier<String> {
    @Override
    public String get() {
      return Edge.as("acme", Edge::seen) + ", then " + Edge.seen();
    }
  }

  private static Object runIn(ClassLoader loader, Class<? extends Supplier<String>> probe)
      throws ReflectiveOperationException {
    var constructor = loader.loadClass(probe.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);
    return ((Supplier<?>) constructor.newInstance()).get();
  }

  private static URLClassLoader withoutContextPropagationAndSlf4j() throws IOException {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("context-propagation") && !entry.contains("slf4j"))
            .map(WithoutOptionalLibrariesTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
