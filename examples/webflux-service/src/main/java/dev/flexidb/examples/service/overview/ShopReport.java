package dev.flexidb.examples.service.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One shop's line of the report.
 *
 * @param orders null where it could not be told
 * @param problem why, in a word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShopReport(String shop, Overview.@Nullable Orders orders, @Nullable String problem) {}
