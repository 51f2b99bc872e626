// Runs one batch through an ONNX file in Node, on ONNX Runtime Web's WebAssembly backend.
// onnx_run.mjs FILE.onnx IMAGE.f32 NxHxW; prints {"probabilities": [...]} as its last line.
import fs from 'node:fs';
import * as ort from 'onnxruntime-web';

const [file, image, size] = process.argv.slice(2);
ort.env.wasm.numThreads = 1;
const bytes = fs.readFileSync(image);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const session = await ort.InferenceSession.create(new Uint8Array(fs.readFileSync(file)));
const shape = [...size.split('x').map(Number), 3];
const outputs = await session.run({image: new ort.Tensor('float32', values, shape)});
console.log(JSON.stringify({probabilities: Array.from(outputs.probabilities.data)}));
