package dev.flexidb.examples.service;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.flexidb.examples.service");

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("dev.flexidb.examples.service.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyMainBlocks() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "block* of Mono or Flux, outside main",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")
                        && !call.getOrigin().getName().equals("main")))
        .check(CLASSES);
  }
}
