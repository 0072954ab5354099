/**
 * Counts the words of two files, as the first program of every tutorial does.
 * Look at the counts in the State tab when TaskManager 2 is lost: they go back to those of the last
 * checkpoint, then catch up.
 */
import {
  FileSource,
  Path,
  StreamExecutionEnvironment,
  TextLineInputFormat,
  UpsertTableSink,
  WatermarkStrategy,
} from 'flink'

interface WordCount {
  word: string
  count: number
}

const env = StreamExecutionEnvironment.getExecutionEnvironment()
env.setParallelism(2)

const lines = FileSource.forRecordStreamFormat(new TextLineInputFormat(), new Path('lines')).build()

env
  .fromSource(lines, WatermarkStrategy.noWatermarks<string>(), 'lines')
  .uid('lines')
  .flatMap<WordCount>((line, out) => {
    for (const word of line.split(' ')) out.collect({ word, count: 1 })
  })
  .keyBy((one) => one.word)
  .sum('count')
  .uid('count')
  .name('count')
  // A row of the table is replaced by the next one of the same word, so the rows that the replay
  // writes once more do no harm.
  .sinkTo(new UpsertTableSink<WordCount>('counts', (row) => row.word))
  .uid('counts')

env.execute('Word count')
