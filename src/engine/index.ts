/** One simulated cluster running one job: synchronous, reproducible, without clock, chance or storage. */
export { createEngine, type Engine } from './engine.ts'
export { LimitExceeded } from './kernel/limit-exceeded.ts'
export { type Ambient, type EngineWorld, newAmbient } from './world.ts'
