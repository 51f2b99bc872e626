// Answers one batch with a TensorFlow.js graph model in Node, on the WebAssembly backend.
// tfjs_run.mjs MODEL_DIR IMAGE.f32 NxHxW; prints {"probabilities": [...]} as its last line.
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import * as tf from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';

const [folder, image, size] = process.argv.slice(2);
const backend = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm'));
wasm.setWasmPaths(path.dirname(backend) + path.sep);
await tf.setBackend('wasm');

const bytes = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);
const model = JSON.parse(fs.readFileSync(path.join(folder, 'model.json')));
const groups = model.weightsManifest;
const shards = groups.flatMap((g) => g.paths).map((p) => fs.readFileSync(path.join(folder, p)));
const graph = await tf.loadGraphModel({
  load: async () => ({
    modelTopology: model.modelTopology,
    signature: model.signature,
    weightSpecs: groups.flatMap((group) => group.weights),
    weightData: bytes(Buffer.concat(shards)),
  }),
});
const shape = [...size.split('x').map(Number), 3];
const input = tf.tensor4d(new Float32Array(bytes(fs.readFileSync(image))), shape);
// The converter calls an output after its node, not after the signature's key.
const output = graph.outputs.find((tensor) => tensor.name.includes('probabilities')).name;
const answer = graph.execute({[graph.inputs[0].name]: input}, output);
console.log(JSON.stringify({probabilities: Array.from(answer.dataSync())}));
