"""Asks a bundle as a client of TensorFlow Serving does, over gRPC, and replays its warm-up.

serving.py VERSION_DIR DATA_DIR
DATA_DIR holds image files and expected.json: {"images": {FILE: {"classes": [...], "scores": [...],
"probabilities": [...]}}, "warmup": requests}. The server in this process loads the bundle by the C++
loader, as Serving does, and speaks Serving's own messages.
"""

import json
import pathlib
import sys
from concurrent import futures

from judging import check, compare, finish

import grpc
import numpy as np
import tensorflow as tf
from google.protobuf import any_pb2
from tensorflow_serving.apis import get_model_metadata_pb2, predict_pb2, prediction_log_pb2
from tensorflow_serving.apis import prediction_service_pb2_grpc


class Server(prediction_service_pb2_grpc.PredictionServiceServicer):
    """Predict and GetModelMetadata of one model, version 1."""

    def __init__(self, path):
        self.session = tf.compat.v1.Session(graph=tf.Graph())
        with self.session.graph.as_default():
            self.meta = tf.compat.v1.saved_model.load(self.session, ["serve"], path)

    def Predict(self, request, context):
        name = request.model_spec.signature_name or "serving_default"
        signature = self.meta.signature_def[name]
        if signature.method_name != "tensorflow/serving/predict":
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, signature.method_name)
        if set(request.inputs) != set(signature.inputs):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"inputs {sorted(request.inputs)}")
        feeds = {signature.inputs[key].name: tf.make_ndarray(value)
                 for key, value in request.inputs.items()}
        keys = list(request.output_filter) or list(signature.outputs)
        try:
            values = self.session.run([signature.outputs[key].name for key in keys], feeds)
        except tf.errors.InvalidArgumentError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, error.message)
        response = predict_pb2.PredictResponse()
        response.model_spec.signature_name = name
        for key, value in zip(keys, values):
            info = signature.outputs[key]
            response.outputs[key].CopyFrom(tf.make_tensor_proto(value, dtype=info.dtype))
        return response

    def GetModelMetadata(self, request, context):
        signatures = get_model_metadata_pb2.SignatureDefMap()
        for name, signature in self.meta.signature_def.items():
            if name != "__saved_model_init_op":
                signatures.signature_def[name].CopyFrom(signature)
        packed = any_pb2.Any()
        packed.Pack(signatures)
        response = get_model_metadata_pb2.GetModelMetadataResponse()
        response.metadata["signature_def"].CopyFrom(packed)
        return response


def ask(stub, signature, **inputs):
    request = predict_pb2.PredictRequest()
    request.model_spec.name = "nasnet"
    request.model_spec.signature_name = signature
    for key, value in inputs.items():
        request.inputs[key].CopyFrom(tf.make_tensor_proto(value))
    return {key: tf.make_ndarray(value) for key, value in stub.Predict(request).outputs.items()}


def metadata(stub):
    request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = "nasnet"
    signatures = get_model_metadata_pb2.SignatureDefMap()
    check("metadata unpacks", stub.GetModelMetadata(request).metadata["signature_def"].Unpack(signatures))
    return signatures.signature_def


def text(values):
    return [[value.decode() for value in row] for row in values]


def bytes_signature(stub, data, expected):
    files = sorted(expected)
    encoded = [(data / file).read_bytes() for file in files]
    answers = ask(stub, "serve_bytes", image_bytes=np.array(encoded, object))
    check("serve_bytes outputs", set(answers) == {"classes", "scores", "probabilities"})
    check("classes as Java's", text(answers["classes"]) == [expected[f]["classes"] for f in files])
    compare("scores", answers["scores"], [expected[f]["scores"] for f in files])
    compare("probabilities", answers["probabilities"], [expected[f]["probabilities"] for f in files])
    one = ask(stub, "serve_bytes", image_bytes=np.array(encoded[:1], object))
    compare("one image alone", one["scores"], answers["scores"][:1])
    none = ask(stub, "serve_bytes", image_bytes=np.array([], object))
    check("no image, no answer", none["probabilities"].shape == (0, answers["probabilities"].shape[1]))
    try:
        ask(stub, "serve_bytes", image_bytes=np.array([b"no image"], object))
        check("what is no image is refused", False)
    except grpc.RpcError as error:
        print("no image:", error.details().splitlines()[0])
        check("what is no image is refused", error.code() == grpc.StatusCode.INVALID_ARGUMENT)


def image_signatures(stub, path):
    golden = np.load(pathlib.Path(path, "assets.extra", "golden.npz"))
    for name, signature in metadata(stub).items():
        check(f"{name} method", signature.method_name == "tensorflow/serving/predict")
        if "image" in signature.inputs:
            answers = ask(stub, name, image=golden["image"])
            check(f"{name} outputs", set(answers) == set(signature.outputs))
            for key, value in answers.items():
                compare(f"{name} {key}", value, golden[key])


def object_loader(path, data, expected):
    signature = tf.saved_model.load(path).signatures["serve_bytes"]
    files = sorted(expected)
    answers = signature(image_bytes=tf.constant([(data / file).read_bytes() for file in files]))
    check("object loader classes", text(answers["classes"].numpy()) == [expected[f]["classes"] for f in files])
    compare("object loader scores", answers["scores"], [expected[f]["scores"] for f in files])


def warm_up(stub, path, count):
    file = pathlib.Path(path, "assets.extra", "tf_serving_warmup_requests")
    records = list(tf.data.TFRecordDataset(str(file)).as_numpy_iterator())  # checks the CRCs
    check("warm-up requests", 0 < len(records) == count <= 1000)
    asked = set()
    for record in records:
        log = prediction_log_pb2.PredictionLog.FromString(record)
        check("a predict_log", log.WhichOneof("log_type") == "predict_log")
        request = log.predict_log.request
        response = stub.Predict(request)
        asked.add(request.model_spec.signature_name)
        check("an answer an image", all(o.tensor_shape.dim[0].size == 1 for o in response.outputs.values()))
    check("every signature is warm", asked == set(metadata(stub)))


def main(path, folder):
    data = pathlib.Path(folder)
    facts = json.loads((data / "expected.json").read_text(encoding="utf-8"))
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Server(path), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    with grpc.insecure_channel(f"localhost:{port}", [("grpc.enable_http_proxy", 0)]) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        image_signatures(stub, path)
        if facts["images"]:
            bytes_signature(stub, data, facts["images"])
            object_loader(path, data, facts["images"])
        check("serve_bytes only with a classifier", ("serve_bytes" in metadata(stub)) == bool(facts["images"]))
        warm_up(stub, path, facts["warmup"])
    server.stop(None)
    finish("serving")


if __name__ == "__main__":
    main(*sys.argv[1:])
