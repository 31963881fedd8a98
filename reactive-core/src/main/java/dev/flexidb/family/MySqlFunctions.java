package dev.flexidb.family;

import java.util.List;
import java.util.Set;

/**
 * The functions and keywords that MySQL and MariaDB have by themselves, in front of a parenthesis.
 * Any other may be a stored function, which may write; one that a view calls is not seen.
 */
final class MySqlFunctions {

  /** Behind these words a name with a parenthesis is a table, an index, a window or an alias. */
  private static final Set<String> BEFORE_NO_CALL =
      Set.of("as", "index", "into", "join", "key", "recursive", "references", "table", "with");

  private static final Set<String> KNOWN =
      Set.of(
          ("abs acos adddate addtime aes_decrypt aes_encrypt against all analyze and any any_value"
                  + " as ascii asin atan atan2 avg between bigint bin bin_to_uuid binary bit_and"
                  + " bit_count bit_length bit_or bit_xor by case cast ceil ceiling char char_length"
                  + " character character_length charset chr coalesce coercibility collation columns"
                  + " compress concat concat_ws connection_id conv convert convert_tz cos cot count"
                  + " crc32 cume_dist curdate current_date current_role current_time"
                  + " current_timestamp current_user currval curtime database date date_add"
                  + " date_format date_sub datediff datetime day dayname dayofmonth dayofweek"
                  + " dayofyear decimal decode decode_oracle default degrees dense_rank desc distinct"
                  + " distinctrow div double else elt encode encrypt exact except exists exp"
                  + " explain export_set extract extractvalue field find_in_set first_value float"
                  + " floor for force format format_bytes format_pico_time found_rows from from_base64"
                  + " from_days from_unixtime get_format get_lock greatest group_concat grouping"
                  + " having hex hour if ifnull ignore in index inet6_aton inet6_ntoa inet_aton inet_ntoa"
                  + " insert instr int integer intersect interval is is_free_lock is_ipv4"
                  + " is_ipv4_compat is_ipv4_mapped is_ipv6 is_used_lock is_uuid isnull json_array"
                  + " json_array_append json_array_insert json_array_intersect json_arrayagg"
                  + " json_compact json_contains json_contains_path json_depth json_detailed json_equals"
                  + " json_exists json_extract json_insert json_key_value json_keys json_length"
                  + " json_loose json_merge json_merge_patch json_merge_preserve json_normalize"
                  + " json_object json_object_filter_keys json_object_to_array json_objectagg"
                  + " json_overlaps json_pretty json_query json_quote json_remove json_replace"
                  + " json_schema_valid json_schema_validation_report json_search json_set"
                  + " json_storage_free json_storage_size json_table json_type json_unquote json_valid"
                  + " json_value key lag last_day last_insert_id last_value lastval lateral lcase lead"
                  + " least left length lengthb like limit ln load_file localtime localtimestamp"
                  + " locate log log10 log2 lower lpad ltrim make_set makedate maketime match"
                  + " master_gtid_wait max md5 median member microsecond mid min minute mod month"
                  + " monthname name_const natural_sort_key not now nth_value ntile nullif numeric"
                  + " nvl nvl2 oct octet_length of offset on or ord over partition percent_rank"
                  + " percentile_cont percentile_disc period_add period_diff pi point position pow"
                  + " power quarter quote radians rand random_bytes rank regexp regexp_instr"
                  + " regexp_like regexp_replace regexp_substr release_all_locks release_lock repeat"
                  + " replace reverse right rlike rollup round row row_count row_number rownum rpad"
                  + " rtrim schema sec_to_time second select session_user set sets sformat sha sha1"
                  + " sha2 sign signed sin sleep some soundex sounds space sqrt st_asgeojson"
                  + " st_astext st_contains st_distance st_distance_sphere st_geomfromgeojson"
                  + " st_geomfromtext st_intersects st_latitude st_longitude st_srid st_within"
                  + " st_x st_y std stddev stddev_pop stddev_samp str_to_date strcmp subdate substr"
                  + " substring substring_index subtime sum sys_guid sysdate system_user tan then"
                  + " time time_format time_to_sec timediff timestamp timestampadd timestampdiff"
                  + " to_base64 to_char to_date to_days to_number to_seconds trim trunc truncate"
                  + " ucase uncompress uncompressed_length unhex union unix_timestamp unsigned"
                  + " updatexml upper use user using utc_date utc_time utc_timestamp uuid uuid_short"
                  + " uuid_to_bin uuid_v4 uuid_v7 validate_password_strength value values var_pop"
                  + " var_samp varbinary varchar variance version wait_for_executed_gtid_set week"
                  + " weekday weekofyear weight_string when where window within xor year yearweek")
              .split(" "));

  private MySqlFunctions() {}

  /**
   * Whether no other function is called.
   *
   * @param codes that the server may see in a text
   */
  static boolean areAll(List<String> codes) {
    return codes.stream()
        .flatMap(code -> Tokens.statementsOf(code).stream())
        .allMatch(MySqlFunctions::areAll);
  }

  private static boolean areAll(Tokens statement) {
    for (int i = 0; i < statement.size(); i++) {
      if (statement.isName(i) && statement.at(i + 1).equals("(") && !isKnown(statement, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKnown(Tokens statement, int i) {
    boolean qualified = statement.at(i - 1).equals(".");
    return BEFORE_NO_CALL.contains(statement.at(qualified ? i - 3 : i - 1))
        || (!qualified && KNOWN.contains(statement.at(i)));
  }
}
