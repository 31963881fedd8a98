package dev.flexidb.family;

import java.util.List;
import java.util.Set;

/**
 * Tells from a text what it may leave on a PostgreSQL session. It knows the functions that leave
 * nothing; any other is hidden code. What triggers, views and operators call is not seen.
 */
final class PostgreSqlLeftovers {

  private static final Set<String> HARMLESS_STATEMENTS =
      Set.of(
          ("( abort alter analyze begin checkpoint close cluster comment commit copy create declare"
                  + " delete drop end explain fetch grant import insert lock merge move notify"
                  + " reassign refresh reindex release revoke rollback savepoint security select"
                  + " show start table truncate unlisten update vacuum values with")
              .split(" "));

  private static final Set<String> HIDDEN_STATEMENTS = Set.of("call", "do", "execute");

  private static final Set<String> LOCAL_SETTINGS = Set.of("local", "transaction", "constraints");

  private static final Set<String> BEFORE_TEMPORARY =
      Set.of("create", "replace", "into", "local", "global");

  private static final Set<String> SESSION_FUNCTIONS =
      Set.of(
          "pg_advisory_lock",
          "pg_advisory_lock_shared",
          "pg_try_advisory_lock",
          "pg_try_advisory_lock_shared");

  /** Behind these words a name with a parenthesis is a table, an index or an alias. */
  private static final Set<String> BEFORE_NO_CALL =
      Set.of(
          "as",
          "copy",
          "exists",
          "index",
          "into",
          "recursive",
          "references",
          "table",
          "view",
          "with");

  /** Keywords and types before a parenthesis, and functions that leave nothing behind. */
  private static final Set<String> HARMLESS_FUNCTIONS =
      Set.of(
          ("abs age all and any array array_agg array_append array_cat array_length array_position"
                  + " array_remove array_to_string as ascii between bit bit_and bit_or bool_and"
                  + " bool_or btrim by cardinality case cast ceil ceiling char char_length character"
                  + " character_length check chr clock_timestamp coalesce concat concat_ws conflict"
                  + " convert_from convert_to corr cos count cube cume_dist current_setting currval"
                  + " date_bin date_part date_trunc decimal decode default degrees dense_rank"
                  + " distinct div else encode every except exists exp extract fetch filter"
                  + " first_value float floor format from gen_random_uuid generate_series"
                  + " generate_subscripts greatest grouping having ilike in initcap intersect"
                  + " interval into is json_agg json_array_elements json_array_elements_text"
                  + " json_array_length json_build_array json_build_object json_each json_each_text"
                  + " json_object json_object_agg json_object_keys json_strip_nulls json_typeof"
                  + " jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length"
                  + " jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path"
                  + " jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg"
                  + " jsonb_object_keys jsonb_path_exists jsonb_path_query jsonb_pretty jsonb_set"
                  + " jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof"
                  + " justify_days justify_hours justify_interval key lag last_value lastval lateral"
                  + " lead least left length like limit ln localtime localtimestamp log lower lpad"
                  + " ltrim make_date make_interval make_time make_timestamp make_timestamptz"
                  + " materialized max md5 min mod mode not now nth_value ntile nullif numeric"
                  + " nextval octet_length offset on only or over overlay partition percent_rank"
                  + " percentile_cont percentile_disc pg_advisory_xact_lock"
                  + " pg_advisory_xact_lock_shared pg_backend_pid pg_column_size pg_database_size"
                  + " pg_relation_size pg_size_pretty pg_sleep pg_total_relation_size"
                  + " pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared pg_typeof"
                  + " phraseto_tsquery pi plainto_tsquery position power primary quote_ident"
                  + " quote_literal quote_nullable radians random rank range regexp_count regexp_like"
                  + " regexp_match regexp_matches regexp_replace regexp_split_to_array"
                  + " regexp_split_to_table regexp_substr repeat replace returning reverse right"
                  + " rollup round row row_number row_to_json rpad rtrim select set sets setval sha256"
                  + " sign similar sin some split_part sqrt starts_with statement_timestamp stddev"
                  + " stddev_pop stddev_samp string_agg string_to_array strpos substr substring sum"
                  + " tan then time timestamp timestamptz timetz to_char to_date to_hex to_json"
                  + " to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp"
                  + " translate trim trunc ts_headline ts_rank ts_rank_cd union unique unnest upper"
                  + " using uuidv4 uuidv7 values var_pop var_samp varchar variance varying version"
                  + " websearch_to_tsquery when where width_bucket window within")
              .split(" "));

  private PostgreSqlLeftovers() {}

  static Leftover of(String sql) {
    return SqlText.postgreSqlNames(sql).stream()
        .map(PostgreSqlLeftovers::in)
        .reduce(Leftover.NONE, Leftover::or);
  }

  private static Leftover in(String code) {
    List<Tokens> statements = Tokens.statementsOf(code);
    // What is created where pg_temp stands first in the path is temporary without saying so.
    boolean elsewhere =
        statements.size() > 1 && statements.stream().anyMatch(PostgreSqlLeftovers::mayMove);
    Leftover found =
        elsewhere && statements.stream().anyMatch(PostgreSqlLeftovers::creates)
            ? Leftover.HIDDEN
            : Leftover.NONE;
    for (Tokens statement : statements) {
      found = found.or(byFirstWord(statement));
      for (int i = 0; i < statement.size() && found != Leftover.LASTING; i++) {
        found = found.or(at(statement, i));
      }
    }
    return found;
  }

  /** Whether it may set the path for the statements behind it. */
  private static boolean mayMove(Tokens statement) {
    String setting = statement.name(2);
    boolean path = setting.equals("search_path") || setting.equals("schema");
    return (path && statement.at(0).equals("set")) || mentions(statement, "set_config");
  }

  private static boolean creates(Tokens statement) {
    String first = statement.at(0);
    return first.equals("create") || (!first.equals("insert") && statement.contains("into"));
  }

  private static Leftover byFirstWord(Tokens statement) {
    String first = statement.at(0);
    // With a dot behind it, it is the first word of a setting's name.
    if (first.equals("set")
        && LOCAL_SETTINGS.contains(statement.at(1))
        && !statement.at(2).equals(".")) {
      return Leftover.NONE;
    }
    if (HIDDEN_STATEMENTS.contains(first)) {
      return Leftover.HIDDEN;
    }
    boolean settings = statement.contains("update") && mentions(statement, "pg_settings");
    return HARMLESS_STATEMENTS.contains(first) && !settings ? Leftover.NONE : Leftover.LASTING;
  }

  private static boolean mentions(Tokens statement, String name) {
    return statement.contains(name) || statement.contains(Tokens.QUOTED + name);
  }

  private static Leftover at(Tokens statement, int i) {
    String token = statement.at(i);
    String before = statement.at(i - 1);
    boolean temporary = token.equals("temp") || token.equals("temporary");
    if ((temporary && BEFORE_TEMPORARY.contains(before))
        || (token.equals("hold") && before.equals("with"))) {
      return Leftover.LASTING;
    }
    if (!statement.isName(i)) {
      return Leftover.NONE;
    }
    String name = statement.name(i);
    if (name.equals("pg_temp") || name.startsWith("pg_temp_") || name.equals(QuotedName.UNKNOWN)) {
      return Leftover.LASTING;
    }
    return statement.at(i + 1).equals("(") ? ofCall(statement, i, name) : Leftover.NONE;
  }

  private static Leftover ofCall(Tokens statement, int i, String name) {
    if (name.equals("set_config")) {
      int end = statement.closing(i + 1);
      boolean local = statement.at(end - 1).equals("true") && statement.at(end - 2).equals(",");
      return local ? Leftover.NONE : Leftover.LASTING;
    }
    if (SESSION_FUNCTIONS.contains(name) || name.startsWith("dblink")) {
      return Leftover.LASTING;
    }
    boolean qualified = statement.at(i - 1).equals(".");
    int start = qualified ? i - 2 : i;
    String before = statement.at(start - 1);
    if (BEFORE_NO_CALL.contains(before) || (before.equals("on") && createsIndex(statement))) {
      return Leftover.NONE;
    }
    boolean ours = qualified && !statement.name(i - 2).equals("pg_catalog");
    return !ours && HARMLESS_FUNCTIONS.contains(name) ? Leftover.NONE : Leftover.HIDDEN;
  }

  /** It has no joins, whose conditions stand behind ON too. */
  private static boolean createsIndex(Tokens statement) {
    int index = statement.at(1).equals("unique") ? 2 : 1;
    return statement.at(0).equals("create") && statement.at(index).equals("index");
  }
}
