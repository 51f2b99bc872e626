"""Reads the files of scripts/serve --config-only as TensorFlow Serving does. usage: serving_config.py DIR

The message of the models is in Serving's Python package. The other two are not: they are declared here, with
the names, numbers and types of session_bundle_config.proto and monitoring_config.proto of TensorFlow Serving 2.18.
"""

import pathlib
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format, wrappers_pb2

FIELD = descriptor_pb2.FieldDescriptorProto


def message(file, name, *fields):
    declared = file.message_type.add(name=name)
    for number, (field, kind) in enumerate(fields, 1):
        added = declared.field.add(name=field, number=number, label=FIELD.LABEL_OPTIONAL)
        if isinstance(kind, str):
            added.type, added.type_name = FIELD.TYPE_MESSAGE, kind
        else:
            added.type = kind


def declared():
    file = descriptor_pb2.FileDescriptorProto(name="serving_config.proto", package="judge", syntax="proto3")
    file.dependency.append("google/protobuf/wrappers.proto")
    whole = ".google.protobuf.Int64Value"
    message(file, "BatchingParameters", ("max_batch_size", whole), ("batch_timeout_micros", whole),
            ("max_enqueued_batches", whole), ("num_batch_threads", whole))
    message(file, "PrometheusConfig", ("enable", FIELD.TYPE_BOOL), ("path", FIELD.TYPE_STRING))
    message(file, "MonitoringConfig", ("prometheus_config", ".judge.PrometheusConfig"))
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(wrappers_pb2.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(file.SerializeToString())
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName("judge." + name))
            for name in ("BatchingParameters", "MonitoringConfig")]


def main(folder):
    from tensorflow_serving.config import model_server_config_pb2

    batching, monitoring = declared()
    folder = pathlib.Path(folder)

    def read(name, kind):
        return text_format.Parse((folder / name).read_text(), kind())

    config = read("models.config", model_server_config_pb2.ModelServerConfig).model_config_list.config
    print("models", [(c.name, c.base_path, c.model_platform, c.model_version_policy.latest.num_versions) for c in config])
    batch = read("batching.config", batching)
    print("batching", batch.max_batch_size.value, batch.num_batch_threads.value > 0)
    print("monitoring", read("monitoring.config", monitoring).prometheus_config.path)


if __name__ == "__main__":
    main(*sys.argv[1:])
