package dev.flexidb.embedded;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedMethods;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/** The JUnit side of {@link WithServer}. */
final class DatabaseServerExtension
    implements BeforeAllCallback,
        TestInstancePreConstructCallback,
        BeforeEachCallback,
        ParameterResolver {

  private static final Set<DatabaseKind> TOLD = ConcurrentHashMap.newKeySet();
  private static final Namespace NAMESPACE = Namespace.create(DatabaseServerExtension.class);

  /** Only for methods that run before the tests: a class that is skipped tells nobody why. */
  @Override
  public void beforeAll(ExtensionContext context) {
    boolean used =
        findAnnotatedMethods(
                context.getRequiredTestClass(), BeforeAll.class, HierarchyTraversalMode.TOP_DOWN)
            .stream()
            .flatMap(method -> Arrays.stream(method.getParameterTypes()))
            .anyMatch(DatabaseServerExtension::isResolved);
    if (used) {
      onClass(context).ifPresent(this::require);
    }
  }

  /** Here, and not when parameters are resolved, a test may still be skipped. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    onClass(context).ifPresent(this::require);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    findAnnotation(method, WithServer.class).ifPresent(this::require);
    for (Parameter parameter : method.getParameters()) {
      findAnnotation(parameter, WithServer.class).ifPresent(this::require);
    }
  }

  private void require(WithServer annotation) {
    try {
      abortIfLibraryIsMissing(
          () -> DatabaseServers.shared(annotation.value()), Settings.current().ci());
    } catch (TestAbortedException e) {
      if (TOLD.add(annotation.value())) {
        // Build tools count skipped tests and keep the reason to themselves.
        System.err.println("Tests are skipped: " + e.getMessage());
      }
      throw e;
    }
  }

  static void abortIfLibraryIsMissing(Runnable start, boolean ci) {
    try {
      start.run();
    } catch (MissingLibraryException e) {
      if (ci) {
        throw e;
      }
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isResolved(parameter.getParameter().getType());
  }

  private static boolean isResolved(Class<?> type) {
    return type == DatabaseServer.class || type == TestDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    DatabaseKind kind = kind(parameter, context);
    DatabaseServer server = DatabaseServers.shared(kind);
    if (parameter.getParameter().getType() == DatabaseServer.class) {
      return server;
    }
    // The id in the key: a test must not see the database of its class.
    String key = context.getUniqueId() + kind;
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(key, absent -> server.createDatabase(), TestDatabase.class);
  }

  private static DatabaseKind kind(ParameterContext parameter, ExtensionContext context) {
    return parameter
        .findAnnotation(WithServer.class)
        .or(() -> context.getTestMethod().flatMap(m -> findAnnotation(m, WithServer.class)))
        .or(() -> onClass(context))
        .map(WithServer::value)
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    "No @WithServer on the parameter %s, its method or its class"
                        .formatted(parameter.getParameter().getName())));
  }

  private static Optional<WithServer> onClass(ExtensionContext context) {
    return context
        .getTestClass()
        .flatMap(type -> findAnnotation(type, WithServer.class, context.getEnclosingTestClasses()));
  }
}
