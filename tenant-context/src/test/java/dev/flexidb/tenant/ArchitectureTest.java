package dev.flexidb.tenant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.flexidb");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingBlocks() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "block* of Mono or Flux",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")))
        .check(CLASSES);
  }

  @Test
  void onlyTheBridgeKnowsContextPropagation() {
    noClasses()
        .that()
        .doNotHaveSimpleName("TenantThreadLocalAccessor")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CLASSES);
  }

  @Test
  void onlyOneClassKnowsSlf4j() {
    noClasses()
        .that()
        .doNotHaveSimpleName("SchemaMdc")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.slf4j..")
        .check(CLASSES);
  }

  @Test
  void theContextNeverReadsAThread() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(CurrentTenant.class, TenantThreadLocalAccessor.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(CurrentTenant.class, TenantThreadLocalAccessor.class, ThreadLocal.class)
        .check(CLASSES);
  }
}
