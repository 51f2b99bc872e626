/*
 * Loads a SavedModel through TensorFlow's C API and writes one output's values to stdout.
 * saved_model DIR INPUT OUTPUT INDEX IMAGE.f32 N H W C   (float32, little-endian)
 */
#include <stdio.h>
#include <stdlib.h>

#include "tensorflow/c/c_api.h"

static void check(TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) {
    fprintf(stderr, "%s\n", TF_Message(status));
    exit(1);
  }
}

int main(int argc, char** argv) {
  if (argc != 10) {
    fprintf(stderr, "usage: saved_model DIR INPUT OUTPUT INDEX IMAGE N H W C\n");
    return 2;
  }
  int64_t shape[4];
  size_t size = sizeof(float);
  for (int i = 0; i < 4; i++) {
    shape[i] = atoll(argv[6 + i]);
    size *= (size_t)shape[i];
  }
  TF_Tensor* image = TF_AllocateTensor(TF_FLOAT, shape, 4, size);
  FILE* file = fopen(argv[5], "rb");
  if (!file || fread(TF_TensorData(image), 1, size, file) != size) {
    fprintf(stderr, "%s cannot be read\n", argv[5]);
    return 1;
  }
  fclose(file);

  TF_Status* status = TF_NewStatus();
  TF_Graph* graph = TF_NewGraph();
  TF_SessionOptions* options = TF_NewSessionOptions();
  const char* tags[] = {"serve"};
  TF_Session* session =
      TF_LoadSessionFromSavedModel(options, NULL, argv[1], tags, 1, graph, NULL, status);
  check(status);

  TF_Output input = {TF_GraphOperationByName(graph, argv[2]), 0};
  TF_Output output = {TF_GraphOperationByName(graph, argv[3]), atoi(argv[4])};
  if (!input.oper || !output.oper) {
    fprintf(stderr, "no node %s or %s\n", argv[2], argv[3]);
    return 1;
  }
  TF_Tensor* answer = NULL;
  TF_SessionRun(session, NULL, &input, &image, 1, &output, &answer, 1, NULL, 0, NULL, status);
  check(status);
  fwrite(TF_TensorData(answer), 1, TF_TensorByteSize(answer), stdout);

  TF_DeleteTensor(answer);
  TF_DeleteTensor(image);
  TF_DeleteSession(session, status);
  check(status);
  TF_DeleteSessionOptions(options);
  TF_DeleteGraph(graph);
  TF_DeleteStatus(status);
  return 0;
}
