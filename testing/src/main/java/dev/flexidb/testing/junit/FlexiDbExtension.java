package dev.flexidb.testing.junit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit side of {@link FlexiDbTest}. Where a constructor fails JUnit calls nothing that comes
 * after, and closes what is in its store.
 */
final class FlexiDbExtension
    implements BeforeAllCallback,
        TestInstancePreConstructCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(FlexiDbExtension.class);
  private static final String SCOPE = "scope";

  @Override
  public void beforeAll(ExtensionContext context) {
    declare(context);
  }

  /** What a nested class does not say of itself its outer class says. */
  private static void declare(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    ClassScope known = store(context).get(SCOPE, ClassScope.class);
    if (known == null || !known.isOf(type)) {
      AnnotationSupport.findAnnotation(type, FlexiDbTest.class)
          .ifPresent(wanted -> store(context).put(SCOPE, new ClassScope(type, wanted)));
    }
  }

  /** A constructor is a test's, unless one instance is for all of them. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(
      ExtensionContext rootContext) {
    return ExtensionContextScope.TEST_METHOD;
  }

  /**
   * Here, and not when parameters are resolved, a test may still be skipped. The one instance of
   * all tests comes before {@link #beforeAll}.
   */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    declare(context);
    scope(context).sites();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    scope(context).sites();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Parameters.isOurs(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Parameters.resolve(parameter, scope(context), test(context));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ClassScope scope = store(context).get(SCOPE, ClassScope.class);
    if (scope == null) {
      // Another extension has failed before all of this.
      return;
    }
    try {
      end(context);
    } finally {
      if (scope.isOf(context.getRequiredTestClass())) {
        scope.close();
      }
    }
  }

  private static void end(ExtensionContext context) {
    TestScope test = store(context).remove(context.getUniqueId(), TestScope.class);
    if (test != null) {
      test.close();
    }
  }

  private static TestScope test(ExtensionContext context) {
    // The id in the key: a test must not see what is its class's.
    String key = context.getUniqueId();
    TestScope known = store(context).get(key, TestScope.class);
    if (known != null) {
      return known;
    }
    TestScope test = scope(context).test();
    store(context).put(key, test);
    return test;
  }

  private static ClassScope scope(ExtensionContext context) {
    ClassScope scope = store(context).get(SCOPE, ClassScope.class);
    if (scope == null) {
      throw new IllegalStateException(
          "%s has no @FlexiDbTest; put it on the class".formatted(context.getDisplayName()));
    }
    return scope;
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
