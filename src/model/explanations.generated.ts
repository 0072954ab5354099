// Made from docs/messages by messages.test.ts; vitest -u writes it anew.
/** What each message means and what to do, as Markdown, by code. */
export const explanations = {
  accessor_unsupported: 'No browser runs them yet.',
  arrow_function_field:
    'Flink serializes a function when the job is submitted and deserializes a copy for every subtask, so that every attempt starts with the fields the function had then. An arrow function kept in a field stays bound to the instance it was made in, and would change that one instead of the copy. Write `map(value) { … }` instead of `map = (value) => { … }`.',
  backoff_multiplier_too_small: 'With 1 or less the delay would not grow.',
  bounded_at_earliest:
    '`setBounded` says where the source stops. Take `OffsetsInitializer.latest()` to stop at the end the topic has when the job starts, or leave `setBounded` out to read for ever.',
  builder_incomplete: "Flink's builders refuse to build without this call, too.",
  class_without_new:
    'An operator runs an instance of a class. Flink copies that instance for every subtask.',
  config_alias: 'Write the value itself.',
  config_key_old: 'It is still read, as in Flink 2.x.',
  config_key_twice: 'Remove one of the two.',
  config_key_unknown: 'An unknown key has no effect, in Flink either.',
  config_not_keys: 'Nested keys are fine; lists and text alone are not.',
  config_not_modelled: 'Simplified: this engine behaves as if the key were not set.',
  config_not_yaml:
    'Look for a missing colon, a tab, or a quote that does not end. Tags such as `!include` are not read.',
  config_too_large: "Only keys that differ from Flink's defaults need to be there.",
  config_value_malformed: 'Flink would refuse it when the job starts.',
  configuration_expected:
    "Write `Configuration.fromMap({ 'restart-strategy.type': 'fixed-delay' })`, or put the key into config.yaml.",
  decorator_unsupported: 'No browser runs them yet.',
  descriptor_expected:
    "State is asked for by a descriptor, which holds its name and type: `getState(new ValueStateDescriptor('count', Types.LONG))`.",
  duration_expected: 'Flink 2.x takes `java.time.Duration` wherever it wants a length of time.',
  dynamic_import: 'All files of a program are loaded before it starts.',
  environment_inside_operator:
    'Operators run on TaskManagers, long after the program has been handed over. They have a runtime context instead: `this.getRuntimeContext()`.',
  execute_missing:
    "Everything before `execute` only describes the job. End the program with `env.execute('name')`.",
  execute_twice:
    'Simplified: a Flink program may submit several jobs one after the other. Here the second would have no cluster of its own.',
  field_not_copyable:
    'Flink refuses a function with fields that cannot be serialized. Make what the function needs in `open()` instead, which runs in every subtask.',
  files_too_large: "A link must carry them. Data belongs into the scenario's topics.",
  flink_name_unknown:
    "Look at the editor's completion for the names there are. Flink's DataStream API has no such name either.",
  forward_changes_parallelism:
    '`forward()` keeps each record in the subtask of the same number. Give both operators the same parallelism, or use `rebalance()`.',
  function_expected: 'A lambda, or an instance of a class with the method of that name.',
  import_not_found:
    'Relative imports mean files of this scenario: `./util` and `./util.ts` are both util.ts.',
  import_unknown: 'The program runs behind a wall without network, so packages cannot be loaded.',
  jitter_out_of_range: 'It is the part of the delay by which chance may change it.',
  job_file_missing: 'A program starts with the file job.ts.',
  key_by_missing: 'Its state and timers belong to keys, and only a keyed stream has them.',
  key_is_array:
    "In Java an array's hash code is its address, so the same content would go to different subtasks. Make a string of it, or use a plain object.",
  key_is_null:
    'Look at the key selector: a field it reads is missing in some record. Filter such records out first, or give them a key of their own.',
  key_kinds_mixed:
    'In Java a key has one type. Make all keys strings, for example with `String(…)`, or declare the type: `keyBy(selector, Types.STRING)`.',
  key_not_of_type:
    "The second argument of `keyBy` declares the key's type, which decides its hash code. Without it, whole numbers count as long and other numbers as double.",
  key_too_long:
    'The key stands in every event about its records. Use an id, or a hash, instead of the whole content.',
  keyed_state_without_key:
    'Keyed state can only be used on a keyed stream, that is after a `keyBy`: every value belongs to a key.',
  link_damaged: 'It was perhaps cut when it was copied. Nothing of what is open was changed.',
  link_newer: 'Reload the page to get the newest version. Nothing of what is open was changed.',
  link_too_large: 'Nothing of what is open was changed.',
  link_too_long: 'Nothing of what is open was changed.',
  message_not_json:
    "`json()` fails on it, and so does Flink's JSON schema. After every restart the same message is read again, so the job fails again. A deserializer of your own can return null to leave such messages out.",
  namespace_unsupported: 'Namespaces that hold only types are fine.',
  no_key_set:
    'A state handle stands for the entry of the current key. In `open()` there is none yet: get the handle there, and use it in `processElement` and `onTimer`.',
  no_operators: 'A source alone is not a job. Connect it to an operator or a sink.',
  not_yet: "What is there today is shown by the editor's completion.",
  number_too_large: "The bound is Flink's, or one of this playground's limits.",
  number_too_small: 'Flink refuses smaller values, too.',
  offsets_expected: 'It says where in each partition to begin or to end.',
  one_of_expected: 'Flink knows no other value for it.',
  parallelism_above_max:
    'The max parallelism is the number of key groups. A subtask without a key group could own no state, so Flink refuses it. Raise it with `setMaxParallelism`, before the first run: a snapshot keeps it for ever.',
  process_function_expected:
    'On a keyed stream that is `KeyedProcessFunction`, on any other `ProcessFunction`.',
  program_threw:
    'The code outside the operators runs once on the client and once in every TaskManager. It threw an exception there, so no job was submitted.',
  removed_in_flink_2:
    'Books and answers on the web often show Flink 1.x. This playground follows Flink 2.x.',
  runtime_context_missing:
    'The constructor runs once, when the program is built. `open()` runs in every subtask, before its first record.',
  scenario_field_dropped: 'It comes from another version, or is a typing mistake.',
  scenario_invalid: 'The schema is published as scenario.schema.json.',
  scenario_newer: 'Reload the page to get the newest version.',
  scenario_no_version: 'A scenario is a JSON object with a `version`, at present 1.',
  scenario_not_json: 'A scenario is a JSON object.',
  scenario_number_clamped: 'The number was outside its bounds.',
  scenario_other_rules:
    'The same scenario may run differently here. What differs is in the change log.',
  scenario_too_deep: 'No scenario needs to be.',
  schema_expected: 'A schema turns messages into records or records into messages.',
  sink_expected: "Do not forget the builder's `build()`.",
  source_expected: "Do not forget the builder's `build()`.",
  state_name_missing:
    'The name finds the state again after a restore, so it must be there and stay the same.',
  state_registered_twice:
    'A name stands for one state of an operator. Give the second one a name of its own.',
  stream_expected: 'Pass what `fromSource`, `map`, `filter` and the like return.',
  syntax_error:
    'The file is not TypeScript from here on. Look for a bracket or a quote before this place.',
  text_expected: 'Write it in quotes.',
  text_too_long: 'The text stands in many places of the picture and in every event about it.',
  timer_timestamp: 'Timers are Java longs. Round the time, for example with `Math.floor`.',
  timers_without_key:
    'Setting timers is only supported on a keyed stream: every timer belongs to a key.',
  timestamp_not_whole:
    'Event times are Java longs: milliseconds since 1970, or on any scale of your own.',
  too_many_files: 'Put several of them together.',
  too_many_subtasks:
    'Lower the parallelism. For jobs of that size a real cluster is the better place.',
  top_level_await: 'A Flink program describes a job, and has nothing to wait for.',
  type_expected:
    "TypeScript's own types are gone when the job runs, so types that matter then are values of `Types`.",
  uid_hash_malformed:
    "The hash is the operator's id itself, as the web UI and the logs show it. To choose an id freely, use `uid(…)`.",
  uid_missing:
    "Without a uid, an operator's state is found by its place in the topology, which changes easily. Give every operator a `uid(…)`.",
  uid_twice:
    "The uid decides which operator a snapshot's state belongs to, so it must be unique in a job. Flink: “Hash collision on user-specified ID”.",
  value_bigint:
    'Write a number, or a string for ids beyond 2^53. State declared as `Types.LONG` may hold bigints.',
  value_changes: 'It has a getter or is a proxy. Build a plain object with the values you mean.',
  value_class_instance: 'It would arrive without its methods. Write a plain object: `{ …fields }`.',
  value_cycle:
    'Data that is written to a network or a snapshot has an end. Refer to the other object by an id.',
  value_date: 'Write milliseconds: `date.getTime()`.',
  value_function: 'Send the data the function would need, and call it where the data arrives.',
  value_map: 'Write a plain object, `Object.fromEntries(map)`, or an array of pairs, `[...map]`.',
  value_not_finite:
    'It comes from a division by zero or from arithmetic with something missing. JSON has no such number, so it would arrive as null.',
  value_not_of_type:
    "The type was declared with the state's descriptor. Whole numbers beyond 2^53 have lost digits already: keep them as strings or bigints.",
  value_promise:
    "Operators are synchronous, as in Flink's Java API. Remove `async` and `await`: state answers at once.",
  value_set: 'Write an array: `[...set]`.',
  value_symbol: 'Write a string.',
  value_too_deep: 'Make it flatter, or cut it into several records.',
  value_too_large:
    'State of that size belongs into several entries: one per key, or several states.',
  value_undefined:
    'Return a value: a function that ends without `return` answers undefined. In arrays write null.',
  watermark_strategy_expected:
    "Java's `fromSource` has the same three arguments: source, watermark strategy, name.",
  whole_number_expected: 'Java has an `int` or a `long` here.',
} as const
