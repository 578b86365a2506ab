// Asks a server with a client whose types are made of its OpenAPI document: node client.js URL
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type CDEvent = components["schemas"]["CDEvent"];

const client = createClient<paths>({ baseUrl: process.argv[2]! });

const event: CDEvent = {
    context: {
        specversion: "0.5.1",
        id: "typescript-1",
        source: "https://ci.example.com/acme",
        type: "dev.cdevents.service.deployed.0.3.0",
        timestamp: "2026-03-02T09:15:00Z",
    },
    subject: { id: "typed", content: { environment: { id: "production" }, artifactId: "pkg:oci/typed?tag=1.2.3" } },
};

const first = await client.POST("/cdevents", { body: event });
const again = await client.POST("/cdevents", { body: event });
const many = await client.POST("/cdevents", { body: [event, { ...event, context: { ...event.context, id: "typescript-2" } }] });
const position: number = (first.data as components["schemas"]["Receipt"]).position!;

const running = await client.GET("/deployments", { params: { query: { service: "typed", wait: position } } });
const version: string | null = running.data!.items[0]!.version;
const metrics = await client.GET("/metrics/dora", { params: { query: { bucket: "month", tz: "Europe/Berlin" } } });
const refused = await client.GET("/pipeline-runs", { params: { query: { limit: 0 } } });
const events = await client.GET("/events", { params: { query: { limit: 1 } } });
const trace = await client.GET("/trace/{chainId}", { params: { path: { chainId: "none" } } });

console.log(JSON.stringify({
    first: first.response.status,
    again: [again.response.status, (again.data as components["schemas"]["Receipt"]).status],
    many: (many.data as components["schemas"]["ManyReceipt"]).duplicates,
    version,
    metrics: metrics.data!.metrics.length,
    refused: [refused.response.status, refused.error!.errors![0]!.rule],
    position: events.data!.items[0]!.position,
    trace: trace.response.status,
}));
