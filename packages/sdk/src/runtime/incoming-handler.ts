/** The component's side of WIT `wasi:http/incoming-handler`. */
import type { ComponentModel } from '@airssys/model';
import type { RawHandle } from '../imports.ts';
import { HttpError } from '../serving/http-error.ts';
import type { RawIncomingRequest } from '../serving/http-types.ts';
import { type PreparedResponse, prepareResponse, responseOfError } from '../serving/prepare-response.ts';
import { HttpServerRequest } from '../serving/server-request.ts';
import type { CallMethod } from './lifecycle-export.ts';
import { finishJobs } from './promise/drive.ts';
import { reportError } from './report.ts';
import { sendResponse } from './send-response.ts';
import { state } from './state.ts';

/** The exported function, in the engines' calling convention. */
export interface IncomingHandlerExport {
  handle(request: RawIncomingRequest, outparam: RawHandle): void;
}

/**
 * Answers requests by the `@onRequest` method. What it throws is told to the host and ends the instance: the host answers for
 * it, and the client learns nothing of it. `callMethod` calls a method of the author's object.
 */
export function createIncomingHandler({ hooks }: ComponentModel, callMethod: CallMethod): IncomingHandlerExport {
  const key = hooks.request ?? '';
  return {
    handle(raw, outparam) {
      state.started = true;
      try {
        const request = new HttpServerRequest(raw);
        sendResponse(outparam, answer(key, request, callMethod), key);
        request[Symbol.dispose]();
      } catch (error) {
        reportError(error, key, true);
        throw error;
      }
      finishJobs(key);
    },
  };
}

function answer(key: string, request: HttpServerRequest, callMethod: CallMethod): PreparedResponse {
  try {
    return prepareResponse(callMethod(key, request));
  } catch (error) {
    if (error instanceof HttpError) return responseOfError(error);
    throw error;
  }
}
