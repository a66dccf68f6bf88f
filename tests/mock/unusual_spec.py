"""A spec with features that the project's specs do not use.

Status ranges, `default`, no examples, responses without a body or with headers only.
"""

UNUSUAL_SPEC = """\
openapi: 3.1.0
info: {title: Odd, version: '1'}
paths:
  /orders/{number}:
    parameters:
      - {name: number, in: path, required: true, schema: {type: integer}, example: 900000404}
    get:
      operationId: readOrder
      responses:
        '2XX':
          description: The order
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        default:
          description: Something was wrong
          headers: {X-Reason: {required: true, schema: {type: string, enum: [odd]}}}
          content:
            application/problem+json:
              schema:
                type: object
                required: [status_code, message]
                properties: {status_code: {type: integer}, message: {type: string}}
    delete:
      operationId: cancelOrder
      responses:
        '204': {description: Gone}
        '202': {description: Will be deleted, headers: {X-Queue-Position: {required: true, schema: {type: integer}}}}
        '409': {description: Too late}
  /orders:
    post:
      operationId: order
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [title]
              properties:
                title: {type: string}
                paid: {type: string}
            examples: {odd: {value: {title: error-402}}}
      responses:
        '201':
          description: Ordered
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
          links: {read: {operationId: readOrder, parameters: {number: $response.body#/number}}}
        '402': {description: Not paid}
        '409': {description: Ordered before, content: {text/plain: {example: before}}}
  /labels/{label}:
    get:
      operationId: readLabel
      parameters:
        - {name: label, in: path, required: true, schema: {type: string, pattern: '^[A-Z0-9]+$'}}
      responses:
        '200': {description: A label, content: {application/json: {schema: {type: string}}}}
        '206': {description: Half a label, x-error: true, content: {application/json: {schema: {const: half}}}}
        '404': {description: None}
  /limited:
    get:
      operationId: limited
      responses:
        '200':
          description: Often
          headers:
            RateLimit-Limit: {schema: {type: integer}}
            RateLimit-Remaining: {schema: {type: integer}}
            RateLimit-Reset: {schema: {type: integer}}
            X-Rate-Limit-Reset: {schema: {type: string, format: date-time}}
            X-RateLimit-Used: {schema: {type: integer}}
components:
  schemas:
    Order:
      type: object
      required: [number, title]
      properties: {number: {type: integer, minimum: 1}, title: {type: string, minLength: 3}}
"""
