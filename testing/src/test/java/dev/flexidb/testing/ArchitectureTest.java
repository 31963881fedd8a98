package dev.flexidb.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(TenantStepVerifier.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.testing.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyWhatIsCalledWaitingWaits() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Waiting")
        .should()
        .callMethodWhere(
            describe(
                "block* of Mono or Flux",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")))
        .check(CLASSES);
  }

  /** Both modules are optional, so that a class that is loaded without them must not name them. */
  @Test
  void optionalModulesHaveAClassEach() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Migrations")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.flexidb.migrate..")
        .check(CLASSES);
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.EmbeddedPlace(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.flexidb.embedded..")
        .check(CLASSES);
  }

  @Test
  void onlyTheExtensionNeedsJUnit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.flexidb.testing.junit")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..")
        .check(CLASSES);
  }
}
