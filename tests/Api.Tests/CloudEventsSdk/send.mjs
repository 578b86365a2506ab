// Sends CDEvents to a server with the official SDK for CloudEvents, and prints its answers as a JSON array of {headers, body}.
// Usage: node send.mjs binary|structured|batch URL, with a JSON array of CDEvents on standard input.
import { CloudEvent, Mode, emitterFor, httpTransport } from "cloudevents";
import { json } from "node:stream/consumers";

const [mode, url] = process.argv.slice(2);
const transport = httpTransport(url);
const events = (await json(process.stdin)).map(toCloudEvent);
const answers = mode === "batch" ? [await sendBatch(events)] : await sendEach(events);
console.log(JSON.stringify(answers));

/** The binding of CDEvents to CloudEvents: the attributes repeat what the CDEvent says, the data is the whole of it. */
function toCloudEvent(e) {
  return new CloudEvent({
    id: e.context.id,
    source: e.context.source,
    type: e.context.type,
    subject: e.subject.id,
    time: e.context.timestamp,
    datacontenttype: "application/json",
    data: e,
  });
}

async function sendEach(events) {
  const emit = emitterFor(transport, { mode: mode === "binary" ? Mode.BINARY : Mode.STRUCTURED });
  const answers = [];
  for (const e of events) {
    answers.push(await emit(e));
  }
  return answers;
}

/** The SDK reads batches but has no word for sending one; it writes the events, the array is ours. */
function sendBatch(events) {
  return transport({ headers: { "content-type": "application/cloudevents-batch+json" }, body: JSON.stringify(events) });
}
