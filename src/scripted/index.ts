// The scripted model server, as others import it: `opencode-orchestrator/scripted`.
export { headerNames, protocolVersion } from "../core/protocol.ts";
export { parseScript } from "./parse-script.ts";
export { openCodeProvider, scriptedModels, type OpenCodeModel, type OpenCodeProvider } from "./provider.ts";
export type { RecordedRequest } from "./recorded-request.ts";
export {
  faultKinds,
  submitTools,
  type Answer,
  type AnswerFunction,
  type Fault,
  type FaultKind,
  type Identity,
  type Script,
  type ScriptEntry,
  type ScriptedEdit,
  type ScriptedRequest,
  type ToolCall,
  type Turn,
} from "./script.ts";
export { bodyBytesMax, startScriptedServer, type ScriptedServer, type ScriptedServerOptions } from "./server.ts";
export type { ChatMessage, ChatRequest } from "./chat-request.ts";
